"""The gestures on an appointment as people meet them: the same forms, answers and refusals for every feature."""
