// Starts the behaviour that each element names in data-behaviour.
import { attach } from "./shared/behaviours.js"

attach(document)
