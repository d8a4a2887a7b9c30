package dev.pixio.serve.search;

import dev.pixio.image.ImageDecoder;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.QueryEncoder;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.collection.CollectionOptions;
import dev.pixio.search.collection.CollectionView;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.thumbnail.IndexedFiles;
import dev.pixio.search.thumbnail.Thumbnails;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An index, the encoder of its queries, and its images. Thread-safe. */
final class SearchedCollection implements AutoCloseable {

    /** More are not offered in a list. */
    private static final int MOST_FOLDERS = 1_000;

    /** Images whose folders are looked at. */
    private static final int LISTED_IMAGES = 1_000_000;

    private static final int PAGE = 10_000;

    private final SearchIndex index;
    private final QueryEncoder encoder;
    private final IndexedFiles files;
    private final Thumbnails thumbnails;
    private final Remembered<Long, CollectionView> view = new Remembered<>();
    private final Remembered<Long, List<String>> folders = new Remembered<>();

    private SearchedCollection(SearchIndex index, QueryEncoder encoder, IndexedFiles files, Thumbnails thumbnails) {
        this.index = index;
        this.encoder = encoder;
        this.files = files;
        this.thumbnails = thumbnails;
    }

    /**
     * Opens an index.
     *
     * @param location of the index
     * @param weights in the place of those that the index names
     * @param decoder limits of images
     */
    static SearchedCollection open(IndexLocation location, Optional<Path> weights, String device, ImageDecoder decoder)
            throws IOException {
        SearchIndex index = location.open();
        try {
            String named = index.description().origin().weights();
            QueryEncoder encoder =
                    QueryEncoder.of(index.description().origin(), weights.orElseGet(() -> Path.of(named)), device);
            IndexedFiles files = new IndexedFiles(decoder, encoder.input());
            return new SearchedCollection(
                    index, encoder.withDecoder(decoder), files, new Thumbnails(location.thumbnails(), files));
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    SearchIndex index() {
        return index;
    }

    QueryEncoder encoder() {
        return encoder;
    }

    IndexedFiles files() {
        return files;
    }

    Thumbnails thumbnails() {
        return thumbnails;
    }

    /** Near duplicates, outliers and the map; computed when it is wanted first, which takes seconds. */
    CollectionView view() throws IOException {
        return view.get(this::generation, () -> CollectionView.of(index, CollectionOptions.DEFAULT));
    }

    /** The folders of the images, at most a thousand. */
    List<String> folders() throws IOException {
        return folders.get(this::generation, this::foldersOfImages);
    }

    /** Changes when an update is complete, not with each of its batches. */
    private long generation() {
        return index.description().generation();
    }

    private List<String> foldersOfImages() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        List<IndexedImage> page = index.images("", 0, PAGE);
        for (long first = 0; !page.isEmpty() && first < LISTED_IMAGES; ) {
            page.forEach(image -> addFolders(image.folder(), found));
            first += page.size();
            page = index.images("", first, PAGE);
        }
        return found.stream().limit(MOST_FOLDERS).toList();
    }

    /** A folder and those that contain it. */
    private static void addFolders(String folder, Set<String> found) {
        for (String name = folder; !name.isEmpty() && found.add(name); ) {
            int slash = name.lastIndexOf('/');
            name = slash < 0 ? "" : name.substring(0, slash);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            files.close();
            encoder.close();
        } finally {
            index.close();
        }
    }
}
