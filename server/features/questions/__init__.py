"""Questions from the floor: asked, supported, drawn, answered, judged."""
