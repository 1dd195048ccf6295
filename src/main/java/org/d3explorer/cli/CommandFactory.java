package org.d3explorer.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Hands commands what they need of the outside. */
final class CommandFactory implements IFactory {
    private final IFactory plain = CommandLine.defaultFactory();
    private final CommandEnvironment environment;

    CommandFactory(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        boolean needsEnvironment = Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(c -> Arrays.equals(c.getParameterTypes(), new Class<?>[] {CommandEnvironment.class}));
        if (!needsEnvironment) {
            return plain.create(type);
        }
        try {
            return type.getDeclaredConstructor(CommandEnvironment.class).newInstance(environment);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
