"""The front: the HTTP/1.1 server that gives requests to workers and keeps responses."""
