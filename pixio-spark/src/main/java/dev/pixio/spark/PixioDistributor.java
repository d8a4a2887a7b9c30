package dev.pixio.spark;

import dev.pixio.cli.launch.ContinuedTraining;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Trains a model by several processes, the tasks of a barrier stage of Spark: all start together, and each has one process.
 * They are those of {@code pixio launch}, divide each batch, and train as one process does.
 *
 * <pre>{@code
 * new PixioDistributor(spark.sparkContext(), 4)
 *     .run(List.of("--data", "/shared/images", "--recipe", "lightly", "--out", "/shared/runs/mine"));
 * }</pre>
 *
 * <p>If a process or an executor fails, all processes end, and Spark starts them again from the last checkpoint, as often as
 * {@code spark.stage.maxConsecutiveAttempts} allows. Images and the folder of the run are on a disk that all executors see.
 *
 * @param spark has at least as many slots for tasks as there are processes
 * @param processes their number
 * @param javaOptions options of each process's JVM, such as {@code -Xmx8g}
 */
public record PixioDistributor(SparkContext spark, int processes, List<String> javaOptions) {

    private static final ClassTag<Integer> INTEGER = ClassTag$.MODULE$.apply(Integer.class);

    public PixioDistributor {
        if (processes < 1) {
            throw new IllegalArgumentException("the number of processes must be at least 1, not " + processes);
        }
        javaOptions = List.copyOf(javaOptions);
    }

    /** A distributor whose processes have the JVM's default options. */
    public PixioDistributor(SparkContext spark, int processes) {
        this(spark, processes, List.of());
    }

    /**
     * Trains until the run is complete. If the processes fail at each attempt, Spark throws its {@code SparkException}.
     *
     * @param pretrain the options of {@code pixio pretrain}, with {@code --out} or {@code --resume}
     * @return its exit code: 0, or 2 for options that are not valid; the output of the executors has the message
     * @throws IllegalArgumentException if there is no folder to continue from
     */
    public int run(List<String> pretrain) {
        if (!ContinuedTraining.isPossible(pretrain)) {
            throw new IllegalArgumentException(
                    "a training on Spark needs the folder to continue from after a failure: give --out DIR, on a disk that"
                            + " all executors see");
        }
        RDD<Integer> ranks = JavaSparkContext.fromSparkContext(spark)
                .parallelize(IntStream.range(0, processes).boxed().toList(), processes)
                .rdd();
        RDD<Integer> codes = ranks.barrier().mapPartitions(new TrainingTask(pretrain, javaOptions), false, INTEGER);
        // Spark repeats a barrier stage only if a shuffle follows: a result may have left a stage without one.
        return Collections.max(codes.toJavaRDD().repartition(1).collect());
    }
}
