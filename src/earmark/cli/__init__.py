"""One small file per command group: parse, call one function, print."""
