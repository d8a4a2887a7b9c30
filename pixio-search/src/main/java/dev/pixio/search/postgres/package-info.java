/**
 * Indices in PostgreSQL with pgvector. A JDBC address comes in; tables with the images and their vectors, and what is found in them, go
 * out. User and password never stand in a message.
 */
@NullMarked
package dev.pixio.search.postgres;

import org.jspecify.annotations.NullMarked;
