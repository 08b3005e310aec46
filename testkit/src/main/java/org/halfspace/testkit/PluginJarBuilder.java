package org.halfspace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.pf4j.ExtensionPoint;
import org.pf4j.Plugin;

/**
 * Builds the jar of a plugin from classes of the test's class path, as a build with PF4J's annotation processor would, or with
 * one part of it wrong. Used by one thread.
 *
 * <pre>{@code
 * Path jar = new PluginJarBuilder("margins").extension(MarginAnalysis.class).buildIn(folder);
 * }</pre>
 */
public final class PluginJarBuilder {
    private static final String INDEX = "META-INF/extensions.idx";

    private final String id;
    private final Map<String, String> attributes = new TreeMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Set<String> index = new LinkedHashSet<>();
    private boolean manifest = true;

    /** A plugin of this id, version 1.0.0, for any version of Halfspace, without extensions. */
    public PluginJarBuilder(String id) {
        this.id = id;
        attributes.put("Plugin-Id", id);
        attributes.put("Plugin-Version", "1.0.0");
    }

    /** Puts an extension into the jar and its index. */
    public PluginJarBuilder extension(Class<? extends ExtensionPoint> extension) {
        index.add(extension.getName());
        return with(extension);
    }

    /** Puts a name into the index, whether there is such a class or not. */
    public PluginJarBuilder indexed(String className) {
        index.add(className);
        return this;
    }

    /** Puts the plugin's own class into the jar and names it in the manifest. */
    public PluginJarBuilder pluginClass(Class<? extends Plugin> plugin) {
        return attribute("Plugin-Class", plugin.getName()).with(plugin);
    }

    /**
     * Puts classes into the jar. Of nested classes the outermost, with all that is nested in it: they may see each other's private
     * members, which they could not through two class loaders.
     */
    public PluginJarBuilder with(Class<?>... classes) {
        for (Class<?> one : classes) {
            Class<?> outermost = one;
            while (outermost.getEnclosingClass() != null) {
                outermost = outermost.getEnclosingClass();
            }
            addWithNested(outermost);
        }
        return this;
    }

    /** Puts a file into the jar. */
    public PluginJarBuilder file(String name, byte[] content) {
        entries.put(name, content.clone());
        return this;
    }

    /** The version of Halfspace that the plugin needs: {@code "0.1.0"} for this or later, or a range. */
    public PluginJarBuilder requires(String range) {
        return attribute("Plugin-Requires", range);
    }

    /** Sets an attribute of the manifest. */
    public PluginJarBuilder attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /** Leaves an attribute of the manifest out. */
    public PluginJarBuilder withoutAttribute(String name) {
        attributes.remove(name);
        return this;
    }

    /** Leaves the manifest out. */
    public PluginJarBuilder withoutManifest() {
        manifest = false;
        return this;
    }

    /** Leaves the index of extensions out, as a build without annotation processing does. */
    public PluginJarBuilder withoutIndex() {
        index.clear();
        return this;
    }

    /** Writes {@code ID.jar} into a folder. */
    public Path buildIn(Path folder) {
        return build(folder.resolve(id + ".jar"));
    }

    /** Writes the jar. */
    public Path build(Path jar) {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream content = manifest ? new JarOutputStream(out, manifest()) : new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                put(content, entry.getKey(), entry.getValue());
            }
            if (!index.isEmpty()) {
                put(content, INDEX, String.join("\n", index).getBytes(StandardCharsets.UTF_8));
            }
            if (!manifest && entries.isEmpty() && index.isEmpty()) {
                put(content, "empty", new byte[0]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    private Manifest manifest() {
        Manifest all = new Manifest();
        all.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(all.getMainAttributes()::putValue);
        return all;
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    /** The class file and those of its nested classes, which lie beside it: {@code Outer$Inner.class}. */
    private void addWithNested(Class<?> type) {
        String path = type.getName().replace('.', '/');
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        String name = path.substring(folder.length());
        try (InputStream own = type.getClassLoader().getResourceAsStream(path + ".class")) {
            entries.put(path + ".class", own.readAllBytes());
            Path source = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(source)) {
                addNested(source.resolve(folder), folder, name);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(source)) {
                    addNested(jar.getPath(folder), folder, name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void addNested(Path place, String folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            List<Path> nested = files.filter(
                            file -> file.getFileName().toString().startsWith(name + "$"))
                    .toList();
            for (Path file : nested) {
                entries.put(folder + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }
}
