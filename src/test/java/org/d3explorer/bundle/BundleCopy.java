package org.d3explorer.bundle;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Consumer;

/** A copy of the tiny bundle that a test may damage. */
final class BundleCopy {
    private static final Path TINY = Path.of("models/tiny-random");
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    BundleCopy(Path folder) throws IOException {
        this.folder = Files.createDirectory(folder);
        try (var files = Files.list(TINY)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path manifest() {
        return file(Manifest.FILE_NAME);
    }

    /** Changes the manifest as a JSON tree. */
    BundleCopy changeManifest(Consumer<ObjectNode> change) throws IOException {
        var tree = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest()));
        change.accept(tree);
        Files.write(manifest(), JSON.writeValueAsBytes(tree));
        return this;
    }

    /** Changes a graph and puts its new size and hash into the manifest. */
    BundleCopy changeGraph(String name, Consumer<ModelProto.Builder> change) throws IOException {
        var model = ModelProto.parseFrom(Files.readAllBytes(file(name))).toBuilder();
        change.accept(model);
        return replace(name, model.build().toByteArray());
    }

    /** Replaces a file and puts its new size and hash into the manifest. */
    BundleCopy replace(String name, byte[] content) throws IOException {
        Files.write(file(name), content);
        return changeManifest(tree -> {
            for (var entry : tree.get("files")) {
                if (entry.get("path").asText().equals(name)) {
                    ((ObjectNode) entry)
                            .put("size", content.length)
                            .put(
                                    "sha256",
                                    HexFormat.of()
                                            .formatHex(FileVerifier.sha256().digest(content)));
                }
            }
        });
    }
}
