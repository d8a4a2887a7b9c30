/**
 * Settings files in YAML, for records of any kind. A file, a record type and default values come in; values go out, or one
 * line that names the setting, its value, what is allowed and the line number.
 */
@NullMarked
package dev.pixio.train.plan.file;

import org.jspecify.annotations.NullMarked;
