"""Archives: any number of reports to datasets that people can query, resumable, on one machine or on a cluster."""
