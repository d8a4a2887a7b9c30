package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.io.FileTree;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.VectorKind;
import java.io.IOException;
import java.util.List;

/**
 * The index of a collection in its folder, which each call opens anew.
 *
 * @param collection whose index it is
 */
record StoredIndex(Collection collection) {

    long id(String path) throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            return image(index, path).id();
        }
    }

    float[] vector(String path) throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            return index.vector(image(index, path).id(), VectorKind.IMAGE);
        }
    }

    IndexedImage image(FolderIndex index, String path) {
        return index.image(IndexRoot.of(collection.images()), path).orElseThrow();
    }

    /** The index has the images and vectors that a new one would have. */
    void assertEqualsANewIndex() throws IOException, InterruptedException {
        try (FolderIndex updated = FolderIndex.open(collection.index())) {
            FileTree.delete(collection.index());
            collection.update();
            try (FolderIndex made = FolderIndex.open(collection.index())) {
                List<IndexedImage> images = made.images("", 0, 100);
                assertThat(updated.images("", 0, 100))
                        .extracting(IndexedImage::path)
                        .isEqualTo(images.stream().map(IndexedImage::path).toList());
                for (IndexedImage image : images) {
                    long old = image(updated, image.path()).id();
                    for (VectorKind kind : VectorKind.values()) {
                        assertThat(updated.vector(old, kind)).isEqualTo(made.vector(image.id(), kind));
                    }
                }
            }
        }
    }
}
