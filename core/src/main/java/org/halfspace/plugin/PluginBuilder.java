package org.halfspace.plugin;

import java.lang.reflect.InvocationTargetException;
import org.pf4j.Plugin;
import org.pf4j.PluginFactory;
import org.pf4j.PluginWrapper;

/** Builds a plugin's own class. Unlike PF4J's factory it says why it could not, instead of logging it and returning null. */
final class PluginBuilder implements PluginFactory {

    @Override
    public Plugin create(PluginWrapper wrapper) {
        String name = wrapper.getDescriptor().getPluginClass();
        try {
            return wrapper.getPluginClassLoader()
                    .loadClass(name)
                    .asSubclass(Plugin.class)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("its Plugin-Class is not in the jar: " + name, e);
        } catch (ClassCastException e) {
            throw new IllegalStateException("its Plugin-Class is no HalfspacePlugin: " + name, e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the constructor of its Plugin-Class throws", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "its Plugin-Class is not a public class with a public constructor without parameters: " + name, e);
        }
    }
}
