/**
 * Images in columns of tables, as Hugging Face's data sets store them. The paths of Parquet and Arrow files come in, with the name of a column if there
 * are several. A source of their images goes out.
 */
@NullMarked
package dev.pixio.table;

import org.jspecify.annotations.NullMarked;
