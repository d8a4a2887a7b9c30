package dev.pixio.cli;

/**
 * A command that another module adds to {@code pixio}: a class annotated for picocli, found on the class path by {@link
 * java.util.ServiceLoader}.
 */
public interface Subcommand extends Runnable {}
