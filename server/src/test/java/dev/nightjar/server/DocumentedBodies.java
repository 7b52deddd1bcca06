package dev.nightjar.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Holds JSON bodies to the schemas of an OpenAPI document. Clients are to ignore members that they do not know; here a
 * member that the document does not list is a fault, of the server or of the document.
 */
public final class DocumentedBodies {
  private static final String COMPONENTS = "components";

  private final JsonNode components;
  private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();

  /**
   * Of a document.
   *
   * @param document an OpenAPI document, which is not changed
   */
  public DocumentedBodies(JsonNode document) {
    this.components = closed(document.get(COMPONENTS).deepCopy());
  }

  private static JsonNode closed(JsonNode node) {
    if (node instanceof ObjectNode object && "object".equals(node.path("type").textValue())
        && node.path("properties").isObject() && !node.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(DocumentedBodies::closed);
    return node;
  }

  /**
   * What is wrong with a body; empty when nothing is.
   *
   * @param schema a schema of the document
   */
  public String fault(JsonNode schema, JsonNode body) {
    return schemas.computeIfAbsent(schema, this::compiled).validate(body).stream().map(ValidationMessage::getMessage)
        .collect(Collectors.joining("; "));
  }

  /** References are to the document's components, so those go with each schema. */
  private JsonSchema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set(COMPONENTS, components);
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
  }
}
