/**
 * Options that several commands share, and their translation into settings. Arguments come in; plans, sources and
 * devices go out. Wrong values are refused in one line that names the option.
 */
@NullMarked
package dev.pixio.cli.option;

import org.jspecify.annotations.NullMarked;
