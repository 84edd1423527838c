"""The one way in for what a hall sends at once: queue, one transaction, acknowledgement."""
