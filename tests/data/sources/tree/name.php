<html><?php
namespace Names;

class Person
{
    /**
     * Get the name in full.
     *
     * @param string $title
     */
    public function name(string $title): string
    {
        return $title . $this->name;
    }

    /** Makes a new person now. */
    public function __construct($name)
    {
        $this->name = $name;
    }
}
