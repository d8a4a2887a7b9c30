package dev.pixio.cli.launch;

/**
 * A command that the processes of a group run together, or that starts such a group. Any other command that a group runs is done by
 * process 0 alone.
 */
public interface GroupCommand {}
