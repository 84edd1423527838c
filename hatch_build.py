"""What an editable install adds: the package ``topfive``, so that its command works from a checkout too."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """A wheel has it by ``force-include``, which an editable install leaves out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            build_data["force_include_editable"] = self.build_config.target_config["force-include"]
