package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.mutation.Mutator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A kind of file and the code that reads it.
 *
 * @param name for options and results
 * @param share how many of all mutations it gets, relative to the others
 * @param seeds valid files
 * @param mutator changes them
 * @param file where the changed file is written
 * @param reader reads it
 */
record FuzzTarget(String name, int share, List<byte[]> seeds, Mutator mutator, Path file, Reader reader) {

    /** Reads the file as the product does. */
    interface Reader {

        /**
         * Reads the file.
         *
         * @throws IOException if it is refused: one line, which names the file
         */
        void read() throws IOException, InterruptedException;
    }
}
