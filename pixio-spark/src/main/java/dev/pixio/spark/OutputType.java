package dev.pixio.spark;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The type of a column of features. */
enum OutputType {
    /** {@code vector}, of Spark's machine learning: doubles with the values of the floats. */
    VECTOR {
        @Override
        DataType column() {
            return SQLDataTypes.VectorType();
        }

        @Override
        Object of(float[] features) {
            double[] wide = new double[features.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = features[i];
            }
            return Vectors.dense(wide);
        }
    },
    /** {@code array<float>}. */
    ARRAY {
        @Override
        DataType column() {
            return DataTypes.createArrayType(DataTypes.FloatType, false);
        }

        @Override
        Object of(float[] features) {
            Float[] boxed = new Float[features.length];
            for (int i = 0; i < boxed.length; i++) {
                boxed[i] = features[i];
            }
            return boxed;
        }
    };

    /** The type in a schema. */
    abstract DataType column();

    /** The value of a cell. */
    abstract Object of(float[] features);

    /**
     * The type with the given name.
     *
     * @throws IllegalArgumentException for any other name
     */
    static OutputType named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("outputType is "
                        + Arrays.stream(values()).map(OutputType::toString).collect(Collectors.joining(" or "))
                        + ", not " + name));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
