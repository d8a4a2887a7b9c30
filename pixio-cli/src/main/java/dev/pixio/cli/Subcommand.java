package dev.pixio.cli;

/**
 * A command that another wing adds to {@code pixio}, found on the class path by {@link java.util.ServiceLoader}. It is a
 * class annotated for picocli.
 */
public interface Subcommand extends Runnable {}
