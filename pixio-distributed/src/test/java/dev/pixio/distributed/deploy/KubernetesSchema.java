package dev.pixio.distributed.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * Validates objects of Kubernetes by the types that its project generates from the schemas of its API: unknown and missing fields
 * and values of a wrong type are refused.
 */
final class KubernetesSchema {

    private KubernetesSchema() {}

    private interface Validator {
        void validate(JsonElement element) throws IOException;
    }

    /** Validates an object by its {@code apiVersion} and {@code kind}. */
    static void validate(JsonNode object) throws IOException {
        String type =
                object.path("apiVersion").asString() + " " + object.path("kind").asString();
        switch (type) {
            case "v1 Service" -> validate(object, V1Service::validateJsonElement, V1Service.class);
            case "apps/v1 Deployment" -> validate(object, V1Deployment::validateJsonElement, V1Deployment.class);
            case "batch/v1 Job" -> validate(object, V1Job::validateJsonElement, V1Job.class);
            case "networking.k8s.io/v1 NetworkPolicy" ->
                validate(object, V1NetworkPolicy::validateJsonElement, V1NetworkPolicy.class);
            default -> throw new IllegalArgumentException("no type of Kubernetes: " + type);
        }
    }

    static void validatePodTemplate(JsonNode template) throws IOException {
        validate(template, V1PodTemplateSpec::validateJsonElement, V1PodTemplateSpec.class);
    }

    private static void validate(JsonNode object, Validator validator, Class<?> type) throws IOException {
        JsonElement element = JsonParser.parseString(object.toString());
        validator.validate(element);
        Objects.requireNonNull(JSON.getGson().fromJson(element, type)); // refuses numbers and quantities that are none
    }
}
