"""Programs and headers of ours that the compile gate gives to other languages' tools."""
