"""The 256 words that stand for one byte each where two people read a fingerprint to each other."""

WORDS = tuple(
    """
    acorn actor alarm album amber angle ankle apple apron arrow aspen attic autumn bacon badge baker bamboo
    banjo barley barrel basin basket beach beaver bench berry bishop blanket blossom bonnet border bottle branch
    bread breeze brick bridge broom brush bubble bucket buckle button cabin cactus camel candle canoe canvas
    captain carbon carpet carrot castle cedar cellar cereal chapel cheese cherry chimney circle clay clover
    cobble coffee comet compass copper coral corner cotton cousin coyote crayon cricket crown crystal curtain
    cushion dairy daisy desert diamond dinner doctor dolphin donkey dragon drawer drum eagle easel elbow elm
    engine envelope fabric falcon family farmer feather fence fiddle finger flannel flute forest fountain fox
    fruit galaxy garden garlic ginger giraffe glacier glove goose grain granite grape guitar hammer hammock
    harbor harvest hazel helmet hermit hickory hollow honey hotel humble igloo indigo insect iron island ivory
    jacket jaguar jasmine jelly jigsaw juniper kettle kitchen kitten ladder lagoon lantern laurel lemon lentil
    linen lizard lobster lumber magnet mango maple marble market meadow melon mirror mitten molasses monkey
    mosaic muffin museum napkin nectar needle nickel nutmeg oatmeal ocean olive onion orange orchard otter oven
    oyster paddle palace panda paper parrot pasture peanut pebble pelican pencil pepper piano picnic pigeon
    pillow pine planet plum pocket pony potato prairie puddle pumpkin quarry quilt rabbit radish ranch raven
    ribbon river robin rocket saddle salmon sandal satin sparrow spoon squirrel stable sunset teapot thimble
    tiger timber tomato tractor trowel trumpet tulip turtle umbrella valley velvet violin waffle wagon walnut
    whistle willow window winter wizard yellow zebra zipper
    """.split()  # noqa: SIM905  a page of words reads better than a column
)
"""In alphabetical order; the first stands for 0. The order never changes."""
