/**
 * What files of tables have in common. Rows with the bytes of an image come in, by their groups. The bytes go out, and the column that has them.
 */
@NullMarked
package dev.pixio.table.column;

import org.jspecify.annotations.NullMarked;
