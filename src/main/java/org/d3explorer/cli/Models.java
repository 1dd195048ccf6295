package org.d3explorer.cli;

import org.d3explorer.runtime.Device;
import org.d3explorer.runtime.EngineException;
import org.d3explorer.runtime.LoadedModel;

/** Opens the model a command names. */
final class Models {
    private Models() {}

    /**
     * Opens the model, and says in one line where it runs on another device than asked for.
     *
     * @return the model, to be closed by the caller
     */
    static LoadedModel open(CommandEnvironment environment, ModelOptions options) {
        var model = LoadedModel.open(options.folder(environment), device(options.device()), options.threads());
        model.fallback().ifPresent(reason -> environment.err().println("d3x: " + reason));
        return model;
    }

    private static Device device(String text) {
        try {
            return Device.parse(text);
        } catch (EngineException e) {
            throw CommandException.usage("--" + e.getMessage());
        }
    }
}
