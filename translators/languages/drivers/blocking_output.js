// Loaded before a whole program. Node puts what it prints to a pipe into a queue while the pipe is full; a program that
// prints much in a loop would fill its memory. With this, it waits, as it would for a file.
process.stdout._handle?.setBlocking?.(true);
