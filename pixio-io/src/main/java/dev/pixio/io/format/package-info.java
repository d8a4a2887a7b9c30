/** Formats of messages in files: protocol buffers, and what is wrong with text that is no JSON. */
@NullMarked
package dev.pixio.io.format;

import org.jspecify.annotations.NullMarked;
