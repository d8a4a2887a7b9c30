package dev.pixio.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where the image is in a row, and what is added at its end.
 *
 * @param inputColumn index of the column with images
 * @param output type of the features
 * @param schema of the rows with features and errors
 */
record RowFormat(int inputColumn, OutputType output, StructType schema) implements Serializable {

    /**
     * The format of a data frame's rows.
     *
     * @param before the schema of the data frame
     * @param input name of the column with images
     * @param features name of the new column with features
     * @param error name of the new column with the reason why an image has none
     * @throws IllegalArgumentException if the input column is missing or of another type, or a new column exists already
     */
    static RowFormat of(StructType before, String input, String features, OutputType output, String error) {
        List<String> names = List.of(before.fieldNames());
        if (!names.contains(input)) {
            throw new IllegalArgumentException(
                    "there is no column " + input + "; there are " + String.join(", ", names));
        }
        DataType type = before.apply(input).dataType();
        if (!type.equals(DataTypes.BinaryType) && !type.equals(DataTypes.StringType)) {
            throw new IllegalArgumentException("the column " + input + " is " + type.simpleString()
                    + "; images are binary (the bytes of files) or string (their paths)");
        }
        for (String added : List.of(features, error)) {
            if (names.contains(added)) {
                throw new IllegalArgumentException("there is a column " + added + " already");
            }
        }
        if (features.equals(error)) {
            throw new IllegalArgumentException("features and errors need two columns, not " + error + " for both");
        }
        return new RowFormat(
                names.indexOf(input),
                output,
                before.add(features, output.column(), true).add(error, DataTypes.StringType, true));
    }
}
