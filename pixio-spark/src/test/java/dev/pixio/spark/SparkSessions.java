package dev.pixio.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark that need no network and no installation. */
final class SparkSessions {

    private static final String JVM = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -XX:+UseSerialGC -Xms64m"
            + " -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED";

    private SparkSessions() {}

    /** Tasks on two threads of this JVM. */
    static SparkSession local() {
        return builder("local[2]").getOrCreate();
    }

    /** Two executors with a core each, in JVMs of their own, whose class path is that of this JVM. */
    static SparkSession cluster() throws IOException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        return builder("local-cluster[2,1,1024]")
                .config("spark.executor.memory", "1g")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executor.extraJavaOptions", JVM)
                .getOrCreate();
    }

    private static SparkSession.Builder builder(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("pixio-spark")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config(
                        "spark.sql.warehouse.dir",
                        Path.of("target/spark-warehouse").toUri().toString())
                .config("spark.sql.shuffle.partitions", "2");
    }
}
