"""Who cooperates with whom since when, read from reports in Japanese and English."""
