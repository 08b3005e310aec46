package org.halfspace.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The scripts that draw Vega-Lite figures, as they are in their jars. */
public final class VegaScripts {
    private VegaScripts() {}

    /** Vega, Vega-Lite and Vega-Embed for a page, in the order in which they need each other. */
    public static List<String> forPage() {
        return List.of(webjar("vega"), webjar("vega-lite"), webjar("vega-embed"));
    }

    /** Vega and Vega-Lite as one script for an engine without a page. */
    static String forEngine() {
        StringBuilder script = new StringBuilder();
        script.append(text("/org/halfspace/plot/engine.js"));
        for (String name : List.of("vega", "vega-lite")) {
            script.append("(function () {\n").append(webjar(name)).append("\n}).call(globalThis);\n");
        }
        return script.toString();
    }

    private static String webjar(String name) {
        Properties about = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/" + name + "/pom.properties")) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String script = text(
                "/META-INF/resources/webjars/" + name + "/" + about.getProperty("version") + "/" + name + ".min.js");
        // The sources of the libraries are not beside the page.
        return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "").replace("</script", "<\\/script");
    }

    private static String text(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream open(String resource) {
        InputStream in = VegaScripts.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the class path has no " + resource);
        }
        return in;
    }
}
