package dev.pixio.cli.launch;

/** A command below a {@link GroupCommand} that the processes of a group do not divide: process 0 runs it alone. */
public interface LoneCommand {}
