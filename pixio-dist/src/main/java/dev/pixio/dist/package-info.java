/**
 * Archives for users without a JDK. The jars of the command line, the launcher and a list of components come in; a folder with a Java
 * runtime, completion, pages of the manual and licences goes out, and its archive, the same bytes for the same input.
 */
@NullMarked
package dev.pixio.dist;

import org.jspecify.annotations.NullMarked;
