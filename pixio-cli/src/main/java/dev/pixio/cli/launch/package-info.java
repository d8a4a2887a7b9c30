/** {@code pixio launch}: several processes of this build, and the connection of a process with its group. */
@NullMarked
package dev.pixio.cli.launch;

import org.jspecify.annotations.NullMarked;
