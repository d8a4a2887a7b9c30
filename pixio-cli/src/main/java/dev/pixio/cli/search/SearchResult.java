package dev.pixio.cli.search;

import dev.pixio.io.OneLine;
import dev.pixio.search.IndexDescription;
import dev.pixio.search.IndexDescription.Search;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is printed of a search.
 *
 * @param index that was searched
 * @param image that was searched for
 * @param query of the image or a region of it
 * @param hits the most similar first
 * @param seconds that the search took, without the encoder
 */
record SearchResult(IndexDescription index, Path image, SearchQuery query, List<SearchHit> hits, double seconds) {

    /** A heading, and a line for each image. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d image%s, %s, %.1f ms",
                index.images(),
                index.images() == 1 ? "" : "s",
                method(),
                seconds * 1000));
        if (hits.isEmpty()) {
            lines.add("no image in the folder " + query.folder().orElse(""));
            return lines;
        }
        lines.add(String.format(Locale.ROOT, "%4s  %10s  %11s  %s", "", "similarity", "pixels", "image"));
        for (int i = 0; i < hits.size(); i++) {
            SearchHit hit = hits.get(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "%4d  %10.4f  %11s  %s",
                    i + 1,
                    hit.similarity(),
                    hit.image().width() == 0
                            ? ""
                            : hit.image().width() + " x " + hit.image().height(),
                    OneLine.of(name(hit.image()))));
        }
        return lines;
    }

    /** How the hits were found. */
    private String method() {
        boolean exact = query.method() == SearchQuery.Method.EXACT
                || query.kind() == VectorKind.PATCH_MEAN
                || query.folder().isPresent();
        return (exact ? Search.EXACT : index.search()).toString();
    }

    /** The path, with its root if the index has several. */
    String name(IndexedImage found) {
        return index.roots().size() == 1
                ? found.path()
                : found.root().data() + (found.root().folder().isPresent() ? "/" : ": ") + found.path();
    }

    String json() {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put("query", image.toString());
        object.put("images", index.images());
        object.put("method", method());
        object.put("seconds", seconds);
        ArrayNode found = object.putArray("hits");
        for (SearchHit hit : hits) {
            ObjectNode each = found.addObject();
            each.put("root", hit.image().root().data());
            each.put("path", hit.image().path());
            each.put("similarity", hit.similarity());
            if (hit.image().width() > 0) {
                each.put("width", hit.image().width());
                each.put("height", hit.image().height());
            }
            hit.image().sha256().ifPresent(digest -> each.put("sha256", digest));
        }
        return JsonMapper.shared().writeValueAsString(object);
    }
}
