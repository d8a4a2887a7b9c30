package dev.pixio.table.column;

/**
 * Identifies rows that are read together.
 *
 * @param table of the rows; compared by identity
 * @param group of the table
 * @param part of the group
 */
public record ChunkKey(ImageTable table, int group, int part) {}
