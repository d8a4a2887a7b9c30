package dev.pixio.search.postgres;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.search.Collection;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A collection of images and the database that has its index.
 *
 * @param collection of 30 images
 * @param database in which an index is made of weights of seed 7
 */
record PostgresCollection(Collection collection, Database database) {

    static PostgresCollection make(Path folder, Database database) throws IOException, InterruptedException {
        PostgresCollection made = new PostgresCollection(new Collection(folder), database);
        made.collection.writeAll(15);
        made.update(7, true, new UpdateListener() {});
        return made;
    }

    UpdateResult update(long seed, boolean anew, UpdateListener listener) throws IOException, InterruptedException {
        return update(collection.images(), seed, anew, listener);
    }

    UpdateResult update(Path images, long seed, boolean anew, UpdateListener listener)
            throws IOException, InterruptedException {
        try (ImageEncoder encoder = ImageEncoder.load(collection.weights(seed), Collection.FP32);
                PostgresStore store = PostgresStore.open(database, anew, "test");
                IndexedSource source = IndexedSource.of(images)) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4)).run(List.of(source), listener);
        }
    }
}
