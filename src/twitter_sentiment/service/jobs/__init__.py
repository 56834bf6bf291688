"""Jobs: files that are sent to the service, predicted in a process of their own, and fetched later."""
