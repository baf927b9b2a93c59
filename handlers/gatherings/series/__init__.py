"""The form that creates or edits a series, and the preview of its dates."""
