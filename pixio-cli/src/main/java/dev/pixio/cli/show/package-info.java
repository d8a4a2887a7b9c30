/**
 * {@code pixio show}. Options come in; images to look at go out, and a line that says where they are.
 */
@NullMarked
package dev.pixio.cli.show;

import org.jspecify.annotations.NullMarked;
