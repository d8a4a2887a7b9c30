/**
 * Files that are read over HTTP. An address comes in; a stream goes out that continues where a connection was cut, and fails in one
 * line if the server does not answer or the file changes.
 */
@NullMarked
package dev.pixio.data.remote;

import org.jspecify.annotations.NullMarked;
