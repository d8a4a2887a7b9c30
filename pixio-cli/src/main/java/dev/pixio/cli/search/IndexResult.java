package dev.pixio.cli.search;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.update.IndexStore.StoreChanges;
import dev.pixio.search.update.UpdateResult;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is printed at the end of an update.
 *
 * @param location of the index
 * @param result of the update
 */
record IndexResult(IndexLocation location, UpdateResult result) {

    String line() {
        StoreChanges changes = result.changes();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d image%s; %,d added, %,d changed, %,d removed",
                location,
                changes.images(),
                changes.images() == 1 ? "" : "s",
                changes.added(),
                changes.changed(),
                changes.removed()));
        if (result.computed() > 0) {
            line.append(BatchProgress.rate(result.computed(), result.seconds()));
        }
        if (!result.skipped().isEmpty()) {
            line.append(
                    String.format(Locale.ROOT, "; %,d skipped", result.skipped().size()));
        }
        return line.toString();
    }

    String json() {
        StoreChanges changes = result.changes();
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put("index", location.toString());
        object.put("images", changes.images());
        object.put("added", changes.added());
        object.put("changed", changes.changed());
        object.put("removed", changes.removed());
        object.put("computed", result.computed());
        object.put("generation", changes.generation());
        object.put("seconds", result.seconds());
        ArrayNode skipped = object.putArray("skipped");
        result.skipped()
                .forEach(image -> skipped.addObject().put("path", image.name()).put("reason", image.reason()));
        return JsonMapper.shared().writeValueAsString(object);
    }
}
