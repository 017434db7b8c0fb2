// It ends at once.
