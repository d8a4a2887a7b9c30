/**
 * Groups of options, shared by several commands, and their translation into settings. Arguments come in; plans, image
 * sources and devices go out. Invalid values are refused with a message of one line that names the option.
 */
@NullMarked
package dev.pixio.cli.option;

import org.jspecify.annotations.NullMarked;
