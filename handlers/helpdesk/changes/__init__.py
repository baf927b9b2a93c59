"""What changes a bureau d'aide that is booked: another date, a cancellation, somebody who cannot come."""
