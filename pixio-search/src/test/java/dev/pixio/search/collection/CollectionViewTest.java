package dev.pixio.search.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.search.Collection;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.collection.CollectionOptions.Projection;
import dev.pixio.search.folder.FolderIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionViewTest {

    @TempDir
    private static Path folder;

    private static Collection collection;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        collection = new Collection(folder);
        collection.writeAll(20);
        for (String copy : List.of("c/first.png", "c/second.png")) {
            Path file = collection.images().resolve(copy);
            Files.createDirectories(file.getParent());
            Files.copy(collection.images().resolve("a/3.png"), file);
        }
        collection.update();
    }

    @Test
    void copiesAreAGroupOfDuplicates() throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            CollectionView view = CollectionView.of(index, CollectionOptions.DEFAULT.withDuplicateSimilarity(0.99999));

            assertThat(view.duplicates()).singleElement().satisfies(group -> {
                assertThat(group.images())
                        .extracting(IndexedImage::path)
                        .containsExactly("a/3.png", "c/first.png", "c/second.png");
                assertThat(group.similarity()).isBetween(0.9999, 1.0);
            });
        }
    }

    @Test
    void outliersAreInTheOrderOfTheirSimilarityToTheirNeighbours() throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            List<CollectionView.Outlier> outliers =
                    CollectionView.of(index, CollectionOptions.DEFAULT).outliers();

            assertThat(outliers).hasSize(42);
            for (int i = 1; i < outliers.size(); i++) {
                assertThat(outliers.get(i).similarity())
                        .isGreaterThanOrEqualTo(outliers.get(i - 1).similarity());
            }
        }
    }

    @Test
    void placesFillTheMapAndDoNotDependOnTheRun() throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            for (Projection projection : Projection.values()) {
                CollectionOptions options = CollectionOptions.DEFAULT.withProjection(projection);
                List<CollectionView.Point> points =
                        CollectionView.of(index, options).points();

                assertThat(points).hasSize(42).allSatisfy(point -> {
                    assertThat(point.x()).isBetween(0.0, 1.0);
                    assertThat(point.y()).isBetween(0.0, 1.0);
                });
                double width = points.stream()
                                .mapToDouble(CollectionView.Point::x)
                                .max()
                                .orElseThrow()
                        - points.stream()
                                .mapToDouble(CollectionView.Point::x)
                                .min()
                                .orElseThrow();
                double height = points.stream()
                                .mapToDouble(CollectionView.Point::y)
                                .max()
                                .orElseThrow()
                        - points.stream()
                                .mapToDouble(CollectionView.Point::y)
                                .min()
                                .orElseThrow();
                assertThat(Math.max(width, height)).isCloseTo(1, within(1e-6));
                assertThat(CollectionView.of(index, options).points()).isEqualTo(points);
            }
        }
    }

    @Test
    void ofALargeCollectionImagesAreTakenEvenly() throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            CollectionView view = CollectionView.of(index, CollectionOptions.DEFAULT.withMaxImages(2));

            assertThat(view.total()).isEqualTo(42);
            assertThat(view.points())
                    .extracting(point -> point.image().path())
                    .containsExactly("a/0.png", index.images("", 21, 1).get(0).path());
        }
    }
}
