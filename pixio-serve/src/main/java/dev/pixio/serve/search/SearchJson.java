package dev.pixio.serve.search;

import dev.pixio.search.IndexDescription;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchHit;
import dev.pixio.search.collection.CollectionView;
import dev.pixio.serve.request.JsonReply;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the page is told, as JSON. Images have numbers and paths relative to their root; no path of this machine is in it. */
final class SearchJson {

    /** Groups of near duplicates, and outliers, that the page lists. */
    private static final int LISTED = 200;

    private SearchJson() {}

    /** The index as a whole. */
    static ObjectNode index(SearchedCollection collection) throws IOException {
        IndexDescription index = collection.index().description();
        ObjectNode json = JsonReply.object()
                .put("images", index.images())
                .put("search", index.search().toString())
                .put("current", collection.index().isCurrent());
        ArrayNode folders = json.putArray("folders");
        collection.folders().forEach(folders::add);
        return json;
    }

    /** Images that were found, the most similar first. */
    static ObjectNode hits(List<SearchHit> hits) {
        ObjectNode json = JsonReply.object();
        ArrayNode images = json.putArray("images");
        hits.forEach(hit -> put(images.addObject(), hit.image()).put("similarity", hit.similarity()));
        return json;
    }

    /** Images in the order of their paths. */
    static ObjectNode images(List<IndexedImage> found, long total) {
        ObjectNode json = JsonReply.object().put("total", total);
        ArrayNode images = json.putArray("images");
        found.forEach(image -> put(images.addObject(), image));
        return json;
    }

    /** One image. */
    static ObjectNode image(IndexedImage image) {
        return put(JsonReply.object(), image);
    }

    private static ObjectNode put(ObjectNode json, IndexedImage image) {
        return json.put("id", image.id())
                .put("path", image.path())
                .put("width", image.width())
                .put("height", image.height());
    }

    /** The map, near duplicates and outliers. */
    static ObjectNode collection(CollectionView view) {
        ObjectNode json = JsonReply.object().put("total", view.total());
        ArrayNode points = json.putArray("points");
        for (CollectionView.Point point : view.points()) {
            put(points.addObject(), point.image()).put("x", point.x()).put("y", point.y());
        }
        ArrayNode duplicates = json.putArray("duplicates");
        for (CollectionView.DuplicateGroup group :
                view.duplicates().stream().limit(LISTED).toList()) {
            ObjectNode one = duplicates.addObject().put("similarity", group.similarity());
            ArrayNode images = one.putArray("images");
            group.images().stream().limit(LISTED).forEach(image -> put(images.addObject(), image));
        }
        ArrayNode outliers = json.putArray("outliers");
        for (CollectionView.Outlier outlier :
                view.outliers().stream().limit(LISTED / 2).toList()) {
            put(outliers.addObject(), outlier.image()).put("similarity", outlier.similarity());
        }
        return json;
    }
}
