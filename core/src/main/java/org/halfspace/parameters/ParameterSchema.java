package org.halfspace.parameters;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.InputException;

/**
 * The form that a parameter record is. Immutable.
 *
 * @param <P> the record
 */
public final class ParameterSchema<P extends Record> {
    private final Class<P> type;
    private final List<ParameterSpec> specs;

    /**
     * Reads a record's components.
     *
     * @throws IllegalArgumentException if a component lacks {@link org.halfspace.spi.Parameter} or has another type than
     *     that allows
     */
    public ParameterSchema(Class<P> type) {
        this.type = type;
        this.specs = Arrays.stream(type.getRecordComponents())
                .map(ParameterSpec::new)
                .toList();
    }

    /** The parameters, in the order of the record's components. */
    public List<ParameterSpec> specs() {
        return specs;
    }

    /** The names that the record knows. */
    public List<String> names() {
        return specs.stream().map(ParameterSpec::name).toList();
    }

    /**
     * Fills the record: given values where there are some, defaults elsewhere.
     *
     * @param values texts by parameter name
     * @throws InputException if a name is unknown or a value cannot be read; one message for all that is wrong
     */
    public P bind(Map<String, String> values) {
        List<InputException> problems = new ArrayList<>();
        for (String name : values.keySet()) {
            if (!names().contains(name)) {
                problems.add(unknown(name));
            }
        }
        Object[] arguments = new Object[specs.size()];
        for (int i = 0; i < arguments.length; i++) {
            ParameterSpec spec = specs.get(i);
            try {
                String text = values.get(spec.name());
                arguments[i] = text == null ? spec.defaultObject() : spec.read(text);
            } catch (InputException e) {
                problems.add(e);
            }
        }
        if (problems.size() == 1) {
            throw problems.get(0);
        }
        if (!problems.isEmpty()) {
            throw new InputException(String.join(
                    "\n", problems.stream().map(InputException::getMessage).toList()));
        }
        return create(arguments);
    }

    /** Given texts, and the defaults of what is not given: all that is needed to come to the same values again. */
    public Map<String, String> complete(Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        specs.forEach(spec -> all.put(spec.name(), given.getOrDefault(spec.name(), spec.defaultValue())));
        return all;
    }

    private InputException unknown(String name) {
        Optional<String> near = Names.nearest(name, names());
        return new InputException("there is no parameter \"" + name + "\"")
                .expected("one of " + String.join(", ", names()))
                .hint(near.map(n -> "did you mean \"" + n + "\"?").orElse("leave it out"));
    }

    private P create(Object[] arguments) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<P> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the record " + type.getName() + " cannot be built", e);
        }
    }
}
