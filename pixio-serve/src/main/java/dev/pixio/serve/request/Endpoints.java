package dev.pixio.serve.request;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The endpoints of a server. */
final class Endpoints {

    private final List<Endpoint> all;

    Endpoints(List<Endpoint> all) {
        this.all = List.copyOf(all);
    }

    /** The endpoint of a request; the first that matches. */
    Optional<Endpoint> find(String method, String path) {
        return all.stream()
                .filter(endpoint ->
                        endpoint.answers(method) && endpoint.match(path).isPresent())
                .findFirst();
    }

    /** Refuses a request that has no endpoint: status 405 if its path has another method, 404 otherwise. */
    Endpoint refuse(String method, String path) throws RequestException {
        TreeSet<String> allowed = new TreeSet<>();
        for (Endpoint endpoint : all) {
            if (endpoint.match(path).isPresent()) {
                allowed.add(endpoint.method());
                if (endpoint.method().equals("GET")) {
                    allowed.add("HEAD");
                }
            }
        }
        if (allowed.isEmpty()) {
            throw new RequestException(404, "there is nothing at this path");
        }
        String list = String.join(", ", allowed);
        throw RequestException.withHeader(405, "this path takes " + list, "Allow", list);
    }
}
